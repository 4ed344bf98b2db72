namespace Gatehouse.Linux;

/// <summary>A descriptor that one thread makes readable to wake another; eventfd(2).</summary>
internal sealed unsafe class EventFd : IDisposable
{
    public EventFd() =>
        Descriptor = SystemCallException.Check(Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK), "eventfd");

    public int Descriptor { get; private set; }

    /// <summary>Makes the descriptor readable. Fails only when it already is, which is as good.</summary>
    public void Signal()
    {
        ulong one = 1;
        _ = Libc.Write(Descriptor, &one, sizeof(ulong));
    }

    public void Clear()
    {
        ulong count;
        _ = Libc.Read(Descriptor, &count, sizeof(ulong));
    }

    public void Dispose()
    {
        if (Descriptor < 0) return;
        Libc.Close(Descriptor);
        Descriptor = -1;
    }
}
