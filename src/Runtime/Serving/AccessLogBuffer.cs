using System.Buffers;
using System.Buffers.Text;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>
/// Lines in the making. Whatever a client had a hand in is escaped, so that it can end neither a field nor a line, nor steer
/// the terminal that somebody reads the log on; a byte outside of ASCII is escaped too, so the log is ASCII whatever comes in.
/// </summary>
/// <param name="size">Bytes to begin with.</param>
/// <param name="isJson">Whether values are JSON's; else they are as nginx and Apache write them: <c>\"</c>, <c>\\</c>, <c>\x0a</c>.</param>
internal sealed class AccessLogBuffer(int size, bool isJson)
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(PlainBytes(withSpace: true));
    private static readonly SearchValues<byte> PlainWord = SearchValues.Create(PlainBytes(withSpace: false));

    private byte[] bytes = new byte[size];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written, and memory that an unusually long line took.</summary>
    public void Clear()
    {
        Length = 0;
        if (bytes.Length > size) bytes = new byte[size];
    }

    /// <summary>Bytes of our own, as they are.</summary>
    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        Length += written;
    }

    /// <summary>Thousandths as a number with decimal places.</summary>
    public void Thousandths(long value, int places)
    {
        Number(value / 1000);
        Raw("."u8);
        Utf8Formatter.TryFormat(value % 1000, Reserve(3), out int written, new StandardFormat('D', 3));
        Length += written;
        for (int i = 3; i < places; i++) Raw("0"u8);
    }

    public void Address(PeerAddress address)
    {
        if (address.Family == AddressFamily.None)
        {
            Absent();
            return;
        }

        if (isJson) Raw("\""u8);
        Length += address.Format(Reserve(PeerAddress.MaxFormatted));
        if (isJson) Raw("\""u8);
    }

    /// <summary>What stands for a value that there is not.</summary>
    public void Absent() => Raw(isJson ? "null"u8 : "-"u8);

    /// <summary>A value as it was received; an empty one is absent.</summary>
    public void Value(ReadOnlySpan<byte> value) => Value(value, Plain);

    /// <summary>A value that nothing quotes, so that a space would end it.</summary>
    public void Word(ReadOnlySpan<byte> value) => Value(value, PlainWord);

    /// <summary>A value as text; an empty one is absent.</summary>
    public void Value(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            Absent();
            return;
        }

        if (isJson) Raw("\""u8);
        foreach (char c in value) Escape(c, c < 0x80 && Plain.Contains((byte)c));
        if (isJson) Raw("\""u8);
    }

    private void Value(ReadOnlySpan<byte> value, SearchValues<byte> plain)
    {
        if (value.IsEmpty)
        {
            Absent();
            return;
        }

        if (isJson) Raw("\""u8);
        int clean = value.IndexOfAnyExcept(plain);
        if (clean < 0)
        {
            Raw(value);
        }
        else
        {
            Raw(value[..clean]);
            foreach (byte b in value[clean..]) Escape((char)b, plain.Contains(b));
        }

        if (isJson) Raw("\""u8);
    }

    private void Escape(char c, bool isPlain)
    {
        Span<byte> room = Reserve(6);
        if (isPlain)
        {
            room[0] = (byte)c;
            Length++;
            return;
        }

        room[0] = (byte)'\\';
        if (c is '"' or '\\')
        {
            room[1] = (byte)c;
            Length += 2;
            return;
        }

        // A header field has no character above U+00FF; where one came from the application, text has no form for it.
        int digits = isJson ? 4 : 2;
        int code = isJson || c <= 0xff ? c : '?';
        room[1] = isJson ? (byte)'u' : (byte)'x';
        for (int i = digits - 1; i >= 0; i--, code >>= 4) room[2 + i] = "0123456789abcdef"u8[code & 15];
        Length += 2 + digits;
    }

    private Span<byte> Reserve(int count)
    {
        if (bytes.Length - Length < count) Array.Resize(ref bytes, Math.Max(Length + count, bytes.Length * 2));
        return bytes.AsSpan(Length);
    }

    private static byte[] PlainBytes(bool withSpace) =>
        [.. Enumerable.Range(' ', 0x7f - ' ').Where(b => b is not ('"' or '\\') && (withSpace || b != ' ')).Select(b => (byte)b)];
}
