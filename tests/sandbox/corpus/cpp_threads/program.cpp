#include <chrono>
#include <iostream>
#include <system_error>
#include <thread>
int main() {
    int made = 0;
    try {
        for (; made < 5000; made++)
            std::thread([] { std::this_thread::sleep_for(std::chrono::hours(1)); }).detach();
    } catch (const std::system_error &) {
    }
    if (made < 100)
        std::cout << "contained" << std::endl;
    else
        std::cout << "NOT REFUSED: " << made << " threads" << std::endl;
    _Exit(0);
}
