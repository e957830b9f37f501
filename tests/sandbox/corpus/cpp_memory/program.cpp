#include <iostream>
#include <vector>
#include <cstdlib>
#include <unistd.h>
int main() { std::vector<char*> v; for (;;) { char *p = (char*) malloc(1 << 20); if (!p) abort(); for (int i = 0; i < 1 << 20; i += 4096) p[i] = 1; v.push_back(p); } }
