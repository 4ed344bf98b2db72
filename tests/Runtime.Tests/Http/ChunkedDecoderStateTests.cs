using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>How the decoder hands out a body, and what it costs.</summary>
public class ChunkedDecoderStateTests
{
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
