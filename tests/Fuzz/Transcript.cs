using System.Buffers.Text;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Fuzz;

/// <summary>Bytes in a row, in memory of a fixed size: enough for what any input can say.</summary>
internal sealed class Transcript
{
    private readonly byte[] bytes = new byte[256 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> more)
    {
        more.CopyTo(bytes.AsSpan(Length));
        Length += more.Length;
    }

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, bytes.AsSpan(Length), out int written);
        Length += written;
    }

    public void AppendText(string text) => Length += Encoding.Latin1.GetBytes(text, bytes.AsSpan(Length));

    public void AppendChunk(ReadOnlySpan<byte> data)
    {
        Length += ChunkFraming.WriteHeader(bytes.AsSpan(Length), data.Length);
        Append(data);
        Append(ChunkFraming.DataEnd);
    }

    public override string ToString() => Encoding.Latin1.GetString(Bytes);
}
