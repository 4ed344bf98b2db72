using System.Buffers.Text;
using System.Text;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>
/// The access log in the Combined form. Lines gather in memory while a loop works and are written when it has done what
/// was ready; several loops may share one log.
/// </summary>
internal sealed class AccessLog(AppendFile output)
{
    private const int FlushAt = 32 * 1024;

    private readonly Lock gate = new();
    private byte[] buffer = new byte[FlushAt * 2];
    private int length;

    /// <summary>Appends the line of one request. The client is the one that trust has verified.</summary>
    public void Write(Request request, int status, long bodyBytes, string time)
    {
        lock (gate)
        {
            Text(request.Client.ToString());
            Text(" - - [");
            Text(time);
            Text("] \"");
            Quoted(request.MethodBytes);
            Text(" ");
            Quoted(request.TargetBytes);
            Text(request.Protocol == "HTTP/1.1" ? " HTTP/1.1\" " : " HTTP/1.0\" ");
            Number(status);
            Text(" ");
            Number(bodyBytes);
            Text(" \"");
            Quoted(request.KnownBytes(Http.KnownHeader.Referer));
            Text("\" \"");
            Quoted(request.KnownBytes(Http.KnownHeader.UserAgent));
            Text("\"\n");
            if (length >= FlushAt) FlushLocked();
        }
    }

    /// <summary>Writes what has gathered.</summary>
    public void Flush()
    {
        lock (gate) FlushLocked();
    }

    private void FlushLocked()
    {
        if (length == 0) return;
        output.Write(buffer.AsSpan(0, length));
        length = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - length < count) Array.Resize(ref buffer, Math.Max(length + count, buffer.Length * 2));
        return buffer.AsSpan(length);
    }

    private void Text(string text) => length += Encoding.Latin1.GetBytes(text, Reserve(text.Length));

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        length += written;
    }

    /// <summary>Received bytes between quotes: a quote or backslash in them must not end the field; absent ones are "-".</summary>
    private void Quoted(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) Text("-");
        Span<byte> destination = Reserve(bytes.Length * 2);
        int written = 0;
        foreach (byte b in bytes)
        {
            if (b is (byte)'"' or (byte)'\\') destination[written++] = (byte)'\\';
            destination[written++] = b;
        }

        length += written;
    }
}
