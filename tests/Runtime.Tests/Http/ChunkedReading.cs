using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Reads a chunked body in pieces and says as text what came of it.</summary>
internal static class ChunkedReading
{
    /// <summary>What every reading says: all at once, in single bytes, and cut at every position.</summary>
    public static string Read(string input)
    {
        byte[] bytes = Cuts.Latin1(input);
        string atOnce = ReadCut(bytes, []);
        foreach (int[] cuts in Cuts.All(bytes.Length)) Assert.Equal(atOnce, ReadCut(bytes, cuts));
        return atOnce;
    }

    /// <summary>"body|what stands behind it", "! status reason", or "..." for a body that goes on.</summary>
    public static string ReadCut(byte[] input, int[] cuts)
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
