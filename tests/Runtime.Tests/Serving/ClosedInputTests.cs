using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>A client that has closed its side.</summary>
public sealed class ClosedInputTests
{
    // More rounds than one: whether bytes and end come in one report of epoll is a matter of luck.
    [Fact]
    public async Task TheEndThatComesTogetherWithARequestEndsTheConnectionAfterTheAnswer()
    {
        await using ServingHost host = await ServingHost.StartAsync(ConnectionTests.Say("hello"));
        for (int i = 0; i < 50; i++)
        {
            using Wire wire = host.Connect();
            wire.Send("GET / HTTP/1.1", "Host: test", "");
            wire.EndSending();
            Assert.EndsWith("hello", wire.ReadToEnd());
        }
    }
}
