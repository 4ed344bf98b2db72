using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>What a descriptor is ready for, or watched for; epoll_ctl(2).</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,
    In = 0x1,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,
    ReadHangUp = 0x2000,

    /// <summary>Wakes one of the epoll instances that watch a descriptor, not all (Linux 4.5).</summary>
    Exclusive = 1u << 28,
    EdgeTriggered = 1u << 31,
}

internal static unsafe partial class Libc
{
    public const int EPOLL_CLOEXEC = O_CLOEXEC;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate1(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    public static partial int EpollCtl(int epollFd, int operation, int fd, void* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epollFd, void* events, int maxEvents, int timeout);
}
