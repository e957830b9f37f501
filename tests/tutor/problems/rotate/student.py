def rotate(items, k):
    result = []
    for i in range(len(items)):
        result.append(items[i - k - 1])
    return result
