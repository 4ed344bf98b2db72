using System.Runtime.InteropServices;

namespace Gatehouse.Linux;

/// <summary>An epoll instance and the array that it reports into; epoll(7).</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int MaxEvents = 256;

    // struct epoll_event is packed on x86-64 alone (linux/eventpoll.h, EPOLL_PACKED): 4 + 8 bytes there, 4 + 4 + 8 elsewhere.
    private static readonly int Stride = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = Stride - 8;

    private readonly byte* events;
    private int fd;

    public Epoll()
    {
        fd = SystemCallException.Check(Libc.EpollCreate1(Libc.EPOLL_CLOEXEC), "epoll_create1");
        events = (byte*)NativeMemory.Alloc((nuint)(MaxEvents * Stride));
    }

    public void Add(int target, PollEvents interest) => Control(Libc.EPOLL_CTL_ADD, target, interest);

    public void Change(int target, PollEvents interest) => Control(Libc.EPOLL_CTL_MOD, target, interest);

    public void Remove(int target) => Control(Libc.EPOLL_CTL_DEL, target, PollEvents.None);

    /// <summary>Waits; returns how many descriptors are ready, 0 after the time-out or an interruption.</summary>
    /// <param name="timeoutMilliseconds">-1 waits for ever.</param>
    public int Wait(int timeoutMilliseconds)
    {
        int count = Libc.EpollWait(fd, events, MaxEvents, timeoutMilliseconds);
        if (count >= 0) return count;
        int error = Errno.Last;
        return error == Errno.EINTR ? 0 : throw new SystemCallException("epoll_wait", error);
    }

    /// <summary>The descriptor of a report.</summary>
    public int DescriptorAt(int index) => *(int*)(events + (index * Stride) + DataOffset);

    /// <summary>What the descriptor of a report is ready for.</summary>
    public PollEvents EventsAt(int index) => *(PollEvents*)(events + (index * Stride));

    public void Dispose()
    {
        if (fd < 0) return;
        Libc.Close(fd);
        fd = -1;
        NativeMemory.Free(events);
    }

    private void Control(int operation, int target, PollEvents interest)
    {
        byte* change = stackalloc byte[16];
        *(PollEvents*)change = interest;
        *(long*)(change + DataOffset) = target;
        SystemCallException.Check(Libc.EpollCtl(fd, operation, target, change), "epoll_ctl");
    }
}
