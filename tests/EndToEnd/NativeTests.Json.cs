using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Gatehouse.EndToEnd;

// JSON, binding, handler classes, links and the OpenAPI document, over the wire: what would need reflection fails here.
public sealed partial class NativeTests
{
    [Fact]
    public async Task Native_code_reads_and_writes_json()
    {
        (ScaffoldedApp app, Command publish) = await native.PublishAsync();
        Assert.DoesNotContain("warning", publish.Output);
        int port = FreePort.Next();
        await using AppProcess server = await Verbs.StartAsync(app.Program, "epoll", port, app.Directory);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };

        using HttpResponseMessage added = await SendAsync(client, HttpMethod.Post, "/pets", """{"name":"Rex","tags":["dog","old"],"status":"Sold"}""");
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal("application/json", added.Content.Headers.ContentType?.MediaType);
        Assert.Equal("/pets/1", added.Headers.Location?.OriginalString);
        Assert.Equal("""{"id":1,"name":"Rex","tags":["dog","old"],"status":"Sold"}""", await added.Content.ReadAsStringAsync());

        using HttpResponseMessage changed = await SendAsync(client, HttpMethod.Put, "/pets/1", """{"name":"Max"}""");
        Assert.Equal("""{"id":1,"name":"Max","tags":[],"status":"Available"}""", await changed.Content.ReadAsStringAsync());
        Assert.Equal("""[{"id":1,"name":"Max","tags":[],"status":"Available"}]""", await client.GetStringAsync("/pets?status=Available&limit=5"));
        Assert.Equal("[]", await client.GetStringAsync("/pets?tag=dog&tag=cat"));

        await AssertProblemAsync(HttpStatusCode.BadRequest, await client.GetAsync("/pets?limit=many"));
        await AssertProblemAsync(HttpStatusCode.BadRequest, await SendAsync(client, HttpMethod.Post, "/pets", """{"tags":[]}"""));
        await AssertProblemAsync(HttpStatusCode.BadRequest, await SendAsync(client, HttpMethod.Post, "/pets", "{"));
        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, await SendAsync(client, HttpMethod.Post, "/pets", "name=Rex", "text/plain"));

        using JsonDocument document = (await client.GetFromJsonAsync<JsonDocument>("/openapi.json"))!;
        Assert.StartsWith("3.1.", document.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.RootElement.GetProperty("paths").GetProperty("/pets/{id}").TryGetProperty("put", out _));
        Assert.Equal(0, await server.StopAsync());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string body, string mediaType = "application/json") =>
        client.SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, mediaType) });

    private static async Task AssertProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            using JsonDocument problem = (await answer.Content.ReadFromJsonAsync<JsonDocument>())!;
            Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        }
    }
}
