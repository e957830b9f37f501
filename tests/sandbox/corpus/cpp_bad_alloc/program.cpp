#include <iostream>
#include <vector>
#include <cstdlib>
#include <unistd.h>
int main() { std::vector<char> v(1L << 40); std::cout << v[5]; }
