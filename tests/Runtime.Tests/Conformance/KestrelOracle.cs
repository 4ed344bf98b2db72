using System.Buffers;
using System.Text;
using Gatehouse.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>Reads a request head with our parser and with Kestrel's, and says of both in the same words what came of it.</summary>
internal static class KestrelOracle
{
    public static HeadVerdict Ours(byte[] bytes)
    {
        var head = new RequestHead();
        var parser = new RequestParser();
        switch (parser.Parse(bytes, head, Http.Wire.Roomy))
        {
            case ParseStatus.NeedMore:
                return new HeadVerdict(Verdict.WaitsForMore, "");
            case ParseStatus.Error:
                return new HeadVerdict(Verdict.Refuses, $"{parser.ErrorStatus} {parser.ErrorReason}");
        }

        string Text(int start, int length) => Encoding.Latin1.GetString(bytes, start, length);
        var text = new StringBuilder($"{Text(head.Start, head.MethodLength)} {Text(head.TargetStart, head.TargetLength)} 1.{head.MinorVersion}\n");
        foreach (ref readonly HeaderField field in head.Headers)
            text.Append($"{Text(field.NameStart, field.NameLength)}: {Text(field.ValueStart, field.ValueLength)}\n");
        return new HeadVerdict(Verdict.Accepts, text.Append($"{head.Length} bytes").ToString());
    }

    public static HeadVerdict Kestrels(byte[] bytes)
    {
        var handler = new Handler();
        var parser = new HttpParser<Handler>(showErrorDetails: false);
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes));
        try
        {
            return parser.ParseRequestLine(handler, ref reader) && parser.ParseHeaders(handler, ref reader)
                ? new HeadVerdict(Verdict.Accepts, $"{handler}{reader.Consumed} bytes")
                : new HeadVerdict(Verdict.WaitsForMore, "");
        }
        catch (BadHttpRequestException e)
        {
            return new HeadVerdict(Verdict.Refuses, $"{e.StatusCode} {e.Message}");
        }
    }

    private sealed class Handler : IHttpRequestLineHandler, IHttpHeadersHandler
    {
        private readonly StringBuilder text = new();

        public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine) => text.Append(
            $"{Latin1(startLine[..versionAndMethod.MethodEnd])} {Latin1(startLine[targetPath.Offset..])} 1.{(versionAndMethod.Version == HttpVersion.Http10 ? 0 : 1)}\n");

        public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => text.Append($"{Latin1(name)}: {Latin1(value)}\n");

        public void OnHeadersComplete(bool endStream)
        {
        }

        public void OnStaticIndexedHeader(int index) => throw new NotSupportedException("HTTP/1.1 has no indexed fields.");

        public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new NotSupportedException("HTTP/1.1 has no indexed fields.");

        public void OnDynamicIndexedHeader(int? index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
            throw new NotSupportedException("HTTP/1.1 has no indexed fields.");

        public override string ToString() => text.ToString();

        private static string Latin1(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
    }
}
