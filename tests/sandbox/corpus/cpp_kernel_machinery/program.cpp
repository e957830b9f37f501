#include <cerrno>
#include <initializer_list>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

int main() {
    for (long number : {321, 298, 425, 250, 323, 101, 310, 165, 272}) {
        errno = 0;
        if (syscall(number, 0x10000000, 0, 0, 0, 0) != -1 || (errno != EPERM && errno != ENOSYS)) {
            printf("NOT DENIED: %ld\n", number);
            return 0;
        }
    }
    puts("contained");
}
