using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

internal static unsafe partial class Libc
{
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int SOCK_STREAM = 1;
    public const int SOCK_NONBLOCK = O_NONBLOCK;
    public const int SOCK_CLOEXEC = O_CLOEXEC;
    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_REUSEPORT = 15;
    public const int SO_LINGER = 13;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_ATTACH_REUSEPORT_CBPF = 51;
    public const int SO_PEERCRED = 17;
    public const int SO_RCVTIMEO = 20;
    public const int SO_SNDTIMEO = 21;
    public const int IPPROTO_TCP = 6;
    public const int TCP_NODELAY = 1;
    public const int IPPROTO_IPV6 = 41;
    public const int IPV6_V6ONLY = 26;
    public const int MSG_PEEK = 2;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_MORE = 0x8000;
    public const int SHUT_WR = 1;

    /// <summary>asm-generic/ioctls.h, where it is TIOCOUTQ; socket(7), tcp(7).</summary>
    public const nuint SIOCOUTQ = 0x5411;

    // linux/bpf_common.h and linux/filter.h: load a word; A = A % K; return A. Loads from negative offsets are the kernel's extensions.
    public const ushort BPF_LD_W_ABS = 0x20;
    public const ushort BPF_ALU_MOD_K = 0x94;
    public const ushort BPF_RET_A = 0x16;
    public const uint SKF_AD_RANDOM = unchecked((uint)(-0x1000 + 56));

    [LibraryImport(Library, EntryPoint = "socket")]
    public static partial int Socket(int domain, int type, int protocol);

    [LibraryImport(Library, EntryPoint = "bind")]
    public static partial int Bind(int fd, void* address, uint length);

    [LibraryImport(Library, EntryPoint = "connect")]
    public static partial int Connect(int fd, void* address, uint length);

    [LibraryImport(Library, EntryPoint = "listen")]
    public static partial int Listen(int fd, int backlog);

    [LibraryImport(Library, EntryPoint = "accept4")]
    public static partial int Accept4(int fd, void* address, uint* length, int flags);

    [LibraryImport(Library, EntryPoint = "getsockname")]
    public static partial int GetSockName(int fd, void* address, uint* length);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    public static partial int SetSockOpt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    public static partial int GetSockOpt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Library, EntryPoint = "recv")]
    public static partial nint Recv(int fd, void* buffer, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "send")]
    public static partial nint Send(int fd, void* buffer, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "sendmsg")]
    public static partial nint SendMsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "sendfile")]
    public static partial nint SendFile(int socket, int file, long* offset, nuint count);

    // ioctl(2) is variadic; on x64 and arm64 Linux a pointer is passed to it as to any other function.
    [LibraryImport(Library, EntryPoint = "ioctl")]
    public static partial int IoControl(int fd, nuint request, int* value);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    public static partial int Shutdown(int fd, int how);

    /// <summary>struct sock_filter.</summary>
    public struct SocketFilter
    {
        public ushort Code;
        public byte JumpTrue;
        public byte JumpFalse;
        public uint K;
    }

    /// <summary>struct sock_fprog.</summary>
    public struct SocketFilterProgram
    {
        public ushort Length;
        public SocketFilter* Filter;
    }

    /// <summary>struct iovec.</summary>
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr as Linux lays it out on 64-bit machines.</summary>
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
