#include <iostream>
#include <vector>
#include <cstdlib>
#include <unistd.h>
int main() { for (;;) std::cout << "xxxxxxxxxxxxxxxxxxxx\n"; }
