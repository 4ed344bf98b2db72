using Gatehouse.Http;
using Gatehouse.Runtime.Tests.Architecture;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>Holds the tests themselves to it: an example of the parser is read in every cut, because there is no other way to write one.</summary>
public sealed class EveryCutTests
{
    // The handshake's tests begin with heads that are parsed already: they test what comes after.
    [Theory]
    [InlineData(typeof(RequestParser), new[] { "OneReading", "RequestParserStateTests", "WebSocketHandshakeTests" })]
    [InlineData(typeof(OneReading), new[] { "HttpProperties", "OneReading", "Wire" })]
    [InlineData(typeof(ChunkedDecoder), new[] { "OneReading", "ChunkedReading", "ChunkedDecoderStateTests" })]
    public void Only_what_cuts_in_every_way_reads(Type reader, string[] allowed)
    {
        IEnumerable<string> users = typeof(EveryCutTests).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(EveryCutTests).Namespace && TypeUses.Of(t).Contains(reader)).Select(t => Outermost(t).Name).Distinct();
        Assert.Equal(allowed.Order(), users.Order());
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
