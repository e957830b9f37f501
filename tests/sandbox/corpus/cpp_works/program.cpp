#include <iostream>
#include <vector>
#include <cstdlib>
#include <unistd.h>
int main() { std::cout << "contained" << std::endl; }
