namespace Gatehouse.Runtime.Tests.Serving.Tls;

/// <summary>Passes everything on; what a test wants to see or change on the wire is built on it.</summary>
internal abstract class StreamLayer(Stream below) : Stream
{
    protected Stream Below => below;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => below.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        below.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => below.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.ToArray(), 0, buffer.Length);
        return default;
    }

    public override void Flush() => below.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => below.Dispose();
}

/// <summary>Sends in pieces of random size, each a packet of its own as far as the kernel lets it.</summary>
internal sealed class CuttingStream(Stream below, Random random, int largest) : StreamLayer(below)
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            int piece = Math.Min(count, random.Next(1, largest + 1));
            Below.Write(buffer, offset, piece);
            offset += piece;
            count -= piece;
        }
    }
}

/// <summary>Remembers what was received.</summary>
internal sealed class RecordingStream(Stream below) : StreamLayer(below)
{
    public List<byte> Received { get; } = [];

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        Received.AddRange(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await base.ReadAsync(buffer, cancellationToken);
        Received.AddRange(buffer.Span[..read]);
        return read;
    }

    /// <summary>The types of the TLS records (RFC 5246 section 6.2.1) that were received.</summary>
    public List<byte> RecordTypes()
    {
        var types = new List<byte>();
        for (int i = 0; i + 5 <= Received.Count; i += 5 + ((Received[i + 3] << 8) | Received[i + 4])) types.Add(Received[i]);
        return types;
    }
}
