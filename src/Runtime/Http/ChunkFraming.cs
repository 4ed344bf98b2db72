using System.Numerics;

namespace Gatehouse.Http;

/// <summary>
/// The bytes around chunks of a response (RFC 9112 section 7.1). A chunk is a header, the data, and <see cref="DataEnd"/>. Whoever
/// has the data in place already leaves <see cref="MaxHeaderLength"/> bytes before it and writes the header right in front.
/// </summary>
internal static class ChunkFraming
{
    /// <summary>Bytes of the longest header: eight digits and CRLF.</summary>
    public const int MaxHeaderLength = 10;

    /// <summary>What follows the data of each chunk.</summary>
    public static ReadOnlySpan<byte> DataEnd => "\r\n"u8;

    /// <summary>The end of the body: a chunk without data, and no trailer fields.</summary>
    public static ReadOnlySpan<byte> LastChunk => "0\r\n\r\n"u8;

    /// <summary>The chunk without data alone, for a body that ends with trailer fields and an empty line.</summary>
    public static ReadOnlySpan<byte> LastChunkLine => "0\r\n"u8;

    /// <summary>Bytes that <see cref="WriteHeader"/> writes for this size.</summary>
    /// <param name="size">Bytes of data, at least 1: a chunk of 0 would end the body.</param>
    public static int HeaderLength(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return ((BitOperations.Log2((uint)size) >> 2) + 1) + 2;
    }

    /// <summary>Writes a chunk header.</summary>
    /// <param name="destination">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="size">Bytes of data, at least 1.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteHeader(Span<byte> destination, int size)
    {
        int length = HeaderLength(size);
        destination[length - 1] = (byte)'\n';
        destination[length - 2] = (byte)'\r';
        int rest = size;
        for (int i = length - 3; i >= 0; i--)
        {
            destination[i] = "0123456789abcdef"u8[rest & 15];
            rest >>= 4;
        }

        return length;
    }
}
