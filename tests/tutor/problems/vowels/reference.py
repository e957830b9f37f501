def count_vowels(word):
    return sum(letter in 'aeiou' for letter in word.lower())
