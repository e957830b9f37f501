#include <cerrno>
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
    kill(1, SIGKILL);
    kill(WITNESS_PID, SIGKILL);
    kill(getppid(), SIGSTOP);
    puts("contained");
    fflush(stdout);
    kill(-1, SIGKILL);
}
