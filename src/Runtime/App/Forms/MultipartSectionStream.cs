namespace Gatehouse;

/// <summary>The bytes of one part, for as long as it is the current one.</summary>
internal sealed class MultipartSectionStream(MultipartReader reader) : NonSeekableStream
{
    private readonly int part = reader.Part;
    private ReadOnlyMemory<byte> pending;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (reader.Part != part) throw new InvalidOperationException("The section is over: the next one was asked for.");
        if (buffer.IsEmpty) return 0;
        if (pending.IsEmpty) pending = await reader.ReadAsync(cancellationToken);
        int count = Math.Min(buffer.Length, pending.Length);
        pending[..count].CopyTo(buffer);
        pending = pending[count..];
        return count;
    }

    /// <summary>Gives what is already here; waits for the rest on no thread, since the loop's has to bring it.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None);
        return read.IsCompleted
            ? read.GetAwaiter().GetResult()
            : throw new NotSupportedException("The section has not arrived yet: use ReadAsync, which lets other requests run meanwhile.");
    }
}
