using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>
/// Reads a byte stream in one way, as a connection does: a buffer that grows piece by piece, heads, their bodies, the next head. Says
/// as text what it saw, so that two readings of the same bytes can be compared. Examples go through <see cref="Wire"/>, which reads in
/// every way.
/// </summary>
internal static class OneReading
{
    public static string Of(byte[] input, int[] cuts, RequestLimits limits)
    {
        var reading = new Reading(limits);
        foreach (byte[] piece in Cuts.Pieces(input, cuts))
        {
            if (!reading.Feed(piece)) break;
        }

        return reading.ToString();
    }

    private sealed class Reading(RequestLimits limits)
    {
        private readonly StringBuilder seen = new();
        private readonly RequestHead head = new();
        private RequestParser parser;
        private ChunkedDecoder decoder;
        private byte[] buffer = [];
        private long bodyLeft;
        private bool inBody;
        private bool chunked;

        // Every piece moves the bytes to another array: nothing may remember where they were.
        public bool Feed(byte[] piece)
        {
            buffer = [.. buffer, .. piece];
            while (true)
            {
                bool? goOn = inBody ? ReadBody() : ReadHead();
                if (goOn is { } result) return result;
            }
        }

        public override string ToString() => seen.ToString();

        private bool? ReadHead()
        {
            switch (parser.Parse(buffer, head, limits))
            {
                case ParseStatus.NeedMore:
                    return true;
                case ParseStatus.Error:
                    seen.Append($"! {parser.ErrorStatus} {parser.ErrorReason}\n");
                    return false;
            }

            seen.Append(Describe(head, buffer));
            inBody = head.Framing != BodyFraming.None;
            chunked = head.Framing == BodyFraming.Chunked;
            bodyLeft = head.ContentLength;
            decoder = default;
            buffer = buffer[head.Length..];
            if (inBody) seen.Append("  > ");
            return null;
        }

        private bool? ReadBody()
        {
            if (chunked)
            {
                ChunkStatus status = decoder.Decode(buffer, out int consumed, out int start, out int length);
                seen.Append(Encoding.Latin1.GetString(buffer, start, length));
                buffer = buffer[consumed..];
                if (status == ChunkStatus.Data) return null;
                if (status == ChunkStatus.NeedMore) return true;
                if (status == ChunkStatus.Error)
                {
                    seen.Append($"\n! {decoder.ErrorStatus} {decoder.ErrorReason}\n");
                    return false;
                }
            }
            else
            {
                int count = (int)Math.Min(bodyLeft, buffer.Length);
                seen.Append(Encoding.Latin1.GetString(buffer, 0, count));
                buffer = buffer[count..];
                bodyLeft -= count;
                if (bodyLeft > 0) return true;
            }

            seen.Append('\n');
            inBody = false;
            return null;
        }
    }

    private static string Describe(RequestHead head, byte[] buffer)
    {
        string Text(int start, int length) => Encoding.Latin1.GetString(buffer, start, length);

        string method = HttpMethods.Name(head.Method) ?? $"other {Text(head.Start, head.MethodLength)}";
        var line = new StringBuilder($"{method} {head.Form} '{Text(head.PathStart, head.PathLength)}'");
        if (head.QueryLength > 0) line.Append($" query '{Text(head.QueryStart, head.QueryLength)}'");
        if (head.HostLength > 0) line.Append($" host '{Text(head.HostStart, head.HostLength)}'");
        line.Append($" 1.{head.MinorVersion} {(head.KeepAlive ? "keep" : "close")}");
        if (head.Framing == BodyFraming.ContentLength) line.Append($" length {head.ContentLength}");
        if (head.Framing == BodyFraming.Chunked) line.Append(" chunked");
        if (head.ExpectContinue) line.Append(" expect");
        line.Append('\n');
        foreach (ref readonly HeaderField field in head.Headers)
            line.Append($"  {Text(field.NameStart, field.NameLength)}: {Text(field.ValueStart, field.ValueLength)}\n");
        return line.ToString();
    }
}
