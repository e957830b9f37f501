def factorial(n):
    result = 1
    for k in range(n):
        result = result * k
    return result
