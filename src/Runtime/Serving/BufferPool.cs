namespace Gatehouse.Serving;

/// <summary>
/// The buffers of one loop. A connection borrows one when bytes arrive and gives it back when it is idle, so that memory
/// follows the work and not the number of connections. Pinned, so that system calls need no pinning of their own.
/// </summary>
internal sealed class BufferPool
{
    /// <summary>Bytes of a buffer: a request head of a browser and its answer fit several times.</summary>
    public const int BufferSize = 16 * 1024;

    // 64 buffers are 1 MiB; what more a burst needs goes back to the garbage collector.
    private const int MostKept = 64;

    private readonly Stack<byte[]> free = new();

    public byte[] Borrow() => free.TryPop(out byte[]? buffer) ? buffer : Allocate(BufferSize);

    /// <summary>Takes a buffer back. One that was allocated larger is let go.</summary>
    public void GiveBack(byte[] buffer)
    {
        if (buffer.Length == BufferSize && free.Count < MostKept) free.Push(buffer);
    }

    /// <summary>A buffer of another size, for a request head that needs it.</summary>
    public static byte[] Allocate(int size) => GC.AllocateUninitializedArray<byte>(size, pinned: true);
}
