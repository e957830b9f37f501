template<int N> struct A { A<N + 1> a; };
int main() { A<0> a; }
