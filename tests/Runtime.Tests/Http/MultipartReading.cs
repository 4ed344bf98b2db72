using System.Text;
using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Reads a multipart body in pieces and says as text what came of it.</summary>
internal static class MultipartReading
{
    public const int MaxHeaderBytes = 120;

    /// <summary>
    /// "[name|filename|type] data" a part and "." at a proper end, "..." for a body that is not over, "! status reason" for a broken one.
    /// </summary>
    public static string Read(byte[] input, int[] cuts, string boundary = "b")
    {
        var text = new StringBuilder();
        var parser = new MultipartParser(boundary, MaxHeaderBytes);
        byte[] buffer = [];
        foreach (byte[] piece in Cuts.Pieces(input, cuts))
        {
            buffer = [.. buffer, .. piece];
            MultipartStatus status;
            do
            {
                status = parser.Parse(buffer, out int consumed, out int start, out int length);
                Assert.InRange(start + length, 0, consumed);
                Assert.Equal(status == MultipartStatus.Data, length > 0 && status != MultipartStatus.Headers);
                string? error = null;
                if (status == MultipartStatus.Headers)
                {
                    PartHead? head = PartHead.Parse(buffer.AsSpan(start, length), out error);
                    text.Append(head is null ? "" : $"[{head.Name}|{head.FileName}|{head.ContentType}] ");
                }
                else if (status == MultipartStatus.Data)
                {
                    text.Append(Encoding.Latin1.GetString(buffer, start, length));
                }
                else if (status == MultipartStatus.PartEnd)
                {
                    text.Append('\n');
                }

                if (error is not null) return $"{text}! 400 {error}";
                buffer = buffer[consumed..];
            }
            while (status is not (MultipartStatus.NeedMore or MultipartStatus.Error));
            if (status == MultipartStatus.Error) return $"{text}! {parser.ErrorStatus} {parser.ErrorReason}";
            Assert.InRange(buffer.Length, 0, parser.MostHeld);
        }

        return text.Append(parser.IsComplete ? "." : "...").ToString();
    }
}
