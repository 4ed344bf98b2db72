using Gatehouse.Linux;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>A blocking connection as a stream, for TLS.</summary>
internal sealed class ClientStream(StreamClient client) : NonSeekableStream
{
    public override bool CanWrite => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return client.Receive(buffer);
        }
        catch (SystemCallException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>Blocks: whoever asks has nothing else to do.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            client.Send(buffer);
        }
        catch (SystemCallException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) client.Dispose();
        base.Dispose(disposing);
    }
}
