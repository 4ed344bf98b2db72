using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>RFC 9112 section 7.1 as examples, each read in every cut.</summary>
public class ChunkedDecoderTests
{
    public static TheoryData<string, string, string> Accepted => ChunkedCases.Accepted;

    public static TheoryData<string, int, string> Refused => ChunkedCases.Refused;

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Decodes_in_every_cut(string input, string body, string behind)
    {
        byte[] bytes = Cuts.Latin1(input);
        foreach (int[] cuts in Cuts.All(bytes.Length))
            Assert.Equal($"{body}|{behind}", ChunkedReading.Read(bytes, cuts));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refuses_with_the_first_wrong_byte(string input, int status, string reason)
    {
        byte[] bytes = Cuts.Latin1(input);
        string whole = ChunkedReading.Read(bytes, []);
        Assert.StartsWith($"! {status} ", whole, StringComparison.Ordinal);
        Assert.Contains(reason, whole, StringComparison.Ordinal);
        Assert.Equal("...", ChunkedReading.Read(bytes[..^1], []));
        Assert.Equal(whole, ChunkedReading.Read(Cuts.Latin1(input + "\r\n\r\n0\r\n\r\n"), []));
        IEnumerable<int[]> everyCut = bytes.Length < 200 ? Cuts.All(bytes.Length) : [[.. Enumerable.Range(1, bytes.Length - 1)]];
        foreach (int[] cuts in everyCut) Assert.Equal(whole, ChunkedReading.Read(bytes, cuts));
    }

    [Fact]
    public void Hands_out_one_run_at_a_time_and_says_what_is_used_up()
    {
        var decoder = new ChunkedDecoder();
        ReadOnlySpan<byte> input = "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET"u8;

        Assert.Equal(ChunkStatus.Data, decoder.Decode(input, out int consumed, out int start, out int length));
        Assert.Equal((6, 3, 3), (consumed, start, length));
        input = input[consumed..];
        Assert.Equal(ChunkStatus.Data, decoder.Decode(input, out consumed, out start, out length));
        Assert.Equal((7, 5, 2), (consumed, start, length));
        input = input[consumed..];
        Assert.Equal(ChunkStatus.Complete, decoder.Decode(input, out consumed, out _, out length));
        Assert.Equal((7, 0), (consumed, length));
        Assert.Equal(5, decoder.Decoded);

        // It is over, and stays so.
        Assert.Equal(ChunkStatus.Complete, decoder.Decode(input[consumed..], out consumed, out _, out length));
        Assert.Equal((0, 0), (consumed, length));
    }

    [Fact]
    public void The_largest_size_is_the_largest_long()
    {
        var decoder = new ChunkedDecoder();
        Assert.Equal(ChunkStatus.Data, decoder.Decode("7fffffffffffffff\r\nabc"u8, out _, out _, out int length));
        Assert.Equal(3, length);
    }

    [Fact]
    public void Extensions_may_grow_with_the_body_but_not_beyond_it()
    {
        // Chunks of 100 bytes with 85 bytes of extension, as request signing makes them, may go on for ever.
        string extension = ";s=" + new string('a', 82);
        string signed = "64" + extension + "\r\n" + new string('x', 100) + "\r\n";
        Assert.Equal("...", ChunkedReading.Read(Cuts.Latin1(string.Concat(Enumerable.Repeat(signed, 200))), []));

        // Chunks of one byte with the same extension may not.
        string hollow = "1" + extension + "\r\nx\r\n";
        string read = ChunkedReading.Read(Cuts.Latin1(string.Concat(Enumerable.Repeat(hollow, 200))), []);
        Assert.StartsWith("! 400 ", read, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocates_nothing()
    {
        byte[] bytes = Cuts.Latin1("3;n=v\r\nabc\r\n0\r\nA: b\r\n\r\n");
        Decode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Decode()
        {
            for (int i = 0; i < 100; i++)
            {
                var decoder = new ChunkedDecoder();
                ReadOnlySpan<byte> rest = bytes;
                while (decoder.Decode(rest, out int consumed, out _, out _) == ChunkStatus.Data) rest = rest[consumed..];
            }
        }
    }
}

/// <summary>Reads a chunked body in pieces and says as text what came of it.</summary>
internal static class ChunkedReading
{
    /// <summary>"body|what stands behind it", "! status reason", or "..." for a body that goes on.</summary>
    public static string Read(byte[] input, int[] cuts)
    {
        var body = new StringBuilder();
        var decoder = new ChunkedDecoder();
        byte[] buffer = [];
        ChunkStatus status = ChunkStatus.NeedMore;
        foreach (byte[] piece in Cuts.Pieces(input, cuts))
        {
            buffer = [.. buffer, .. piece];
            do
            {
                status = decoder.Decode(buffer, out int consumed, out int start, out int length);
                Assert.Equal(status == ChunkStatus.Data, length > 0);
                Assert.InRange(start + length, 0, consumed);
                if (status == ChunkStatus.NeedMore) Assert.Equal(buffer.Length, consumed);
                body.Append(Encoding.Latin1.GetString(buffer, start, length));
                buffer = buffer[consumed..];
            }
            while (status == ChunkStatus.Data);
            if (status == ChunkStatus.Error) return $"! {decoder.ErrorStatus} {decoder.ErrorReason}";
        }

        return status == ChunkStatus.Complete ? $"{body}|{Encoding.Latin1.GetString(buffer)}" : "...";
    }
}
