using System.Net;

namespace Gatehouse.EndToEnd;

/// <summary>The command lines that people come with, on a scaffolded and published app.</summary>
public sealed class VerbTests(PackedRepository repository)
{
    public static TheoryData<string> AllVerbs => Verbs.All;

    [Theory]
    [MemberData(nameof(AllVerbs))]
    public async Task A_verb_serves_until_it_is_asked_to_stop(string verb)
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Hello");
        await app.PublishAsync();
        int port = FreePort.Next();
        await using AppProcess server = await Verbs.StartAsync(app.Program, verb, port, app.Directory);
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);

        HttpAnswer index = await HttpAnswer.GetAsync(endPoint, "/");
        Assert.Equal((200, "Hello, World!"), (index.Status, index.Body));
        HttpAnswer greeting = await HttpAnswer.GetAsync(endPoint, "/hello/J%C3%BCrgen");
        Assert.StartsWith("Hello, J\u00c3\u00bcrgen, from 127.0.0.1", greeting.Body);
        Assert.Equal(404, (await HttpAnswer.GetAsync(endPoint, "/nowhere")).Status);

        Assert.Equal(0, await server.StopAsync());
    }
}
