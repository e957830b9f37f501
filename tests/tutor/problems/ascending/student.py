def ascending(numbers):
    for i in range(len(numbers)):
        if numbers[i] > numbers[i + 1]:
            return False
        else:
            return True
