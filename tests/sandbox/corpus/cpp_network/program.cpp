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
#include <cstddef>

int main() {
    int inet = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(WITNESS_PORT);
    inet_pton(AF_INET, "127.0.0.1", &there.sin_addr);
    bool reached = connect(inet, (sockaddr *) &there, sizeof there) == 0;
    int local = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un named{};
    named.sun_family = AF_UNIX;
    int length = snprintf(named.sun_path + 1, sizeof named.sun_path - 1, "WITNESS_NAME");
    reached |= connect(local, (sockaddr *) &named, offsetof(sockaddr_un, sun_path) + 1 + length) == 0;
    puts(reached ? "NOT REFUSED" : "contained");
}
