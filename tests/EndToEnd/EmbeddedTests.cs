using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>The four servers, started from a program's own code: samples/Embedded, as this solution has built it.</summary>
public sealed class EmbeddedTests
{
    // bin/Release/net10.0 here is bin/Release/net10.0 there.
    private static readonly string Program = Path.Combine(
        Repository.Root, "samples", "Embedded", Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "EndToEnd"), AppContext.BaseDirectory), "Embedded");

    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_program_serves_with_each_runtime_from_code(string verb)
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        await using AppProcess server = await AppProcess.StartAsync(endPoint, Program, [verb, $"{endPoint.Port}"], Path.GetTempPath());
        HttpAnswer answer = await HttpAnswer.GetAsync(endPoint, "/");
        Assert.Equal((200, "Hello from code!"), (answer.Status, answer.Body));
        Assert.Equal(0, await server.StopAsync());
    }
}
