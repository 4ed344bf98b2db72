using System.Text;
using System.Text.Json.Serialization;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Bodies that are text or JSON.</summary>
public sealed partial class TextBodyTests
{
    private const string Json = "application/json";

    [Theory]
    [InlineData(Json, """{"name":"Hat","price":3}""", "Hat 3")]
    [InlineData("Application/JSON; charset=UTF-8", "\ufeff{\"name\":\"é\"}", "é 0")]
    [InlineData("application/vnd.shop+json", " {} ", " 0")]
    public async Task JsonIsReadThroughTheApplicationsContext(string type, string body, string answer) =>
        Assert.Equal($"200 {answer}", await PostAsync(ReadJson, type, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData(null, "{}", "415 JSON is expected: application/json, or a type that ends with +json.")]
    [InlineData("text/plain", "{}", "415 JSON is expected: application/json, or a type that ends with +json.")]
    [InlineData("application/json, text/plain", "{}", "415 JSON is expected: application/json, or a type that ends with +json.")]
    [InlineData("application/json; charset=utf-16", "{}", "415 JSON is expected in UTF-8 (RFC 8259 section 8.1).")]
    [InlineData("application/json; charset=utf-8; charset=utf-16", "{}", "415 JSON is expected in UTF-8 (RFC 8259 section 8.1).")]
    [InlineData("application/json\r\nContent-Type: application/json", "{}", "400 The request has more than one Content-Type.")]
    [InlineData(Json, "", "400 JSON is expected, and the body is empty.")]
    [InlineData(Json, "null", "400 The JSON does not fit: it is null.")]
    [InlineData(Json, "{", "400 The JSON does not fit, line 1, byte 2.")]
    [InlineData(Json, "{\"name\":\n  1}", "400 The JSON does not fit at $.name, line 2, byte 4.")]
    [InlineData(Json, "{} x", "400 The JSON does not fit, line 1, byte 4.")]
    [InlineData(Json, "{\"name\":\"\u00ff\"}", "400 The body is not valid UTF-8.")]
    public async Task WhatIsNotTheJsonThatIsWantedIsRefused(string? type, string body, string answer) =>
        Assert.Equal(answer, await PostAsync(ReadJson, type, Encoding.Latin1.GetBytes(body)));

    [Theory]
    [InlineData(null, "é", "200 é")]
    [InlineData("text/plain", "\ufeffé", "200 é")]
    [InlineData("text/plain;charset=\"utf-8\"", "é", "200 é")]
    [InlineData("text/plain;charset=us-ascii", "", "200 ")]
    [InlineData("text/plain;charset=latin1", "e", "415 Text is expected in UTF-8.")]
    [InlineData("text", "e", "415 Text is expected in UTF-8.")]
    public async Task TextIsUtf8(string? type, string body, string answer) =>
        Assert.Equal(answer, await PostAsync(ReadText, type, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task TextThatIsNotUtf8IsRefused() =>
        Assert.Equal("400 The body is not valid UTF-8.", await PostAsync(ReadText, null, [0xff]));

    private static async ValueTask ReadJson(Request request, Response response)
    {
        Item item = await request.ReadJsonAsync(TestJson.Default.Item);
        response.Write($"{item.Name} {item.Price}");
    }

    private static async ValueTask ReadText(Request request, Response response) => response.Write(await request.ReadTextAsync());

    private static async Task<string> PostAsync(TestHandler handler, string? type, byte[] body)
    {
        await using ServingHost host = await ServingHost.StartAsync(handler);
        using Wire wire = host.Connect();
        wire.Send("POST / HTTP/1.1", "Host: test", $"Content-Length: {body.Length}", "Connection: close");
        if (type is not null) wire.Send($"Content-Type: {type}");
        wire.Send("");
        wire.SendRaw(body);
        string answer = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire.ReadToEnd()));
        return $"{answer[9..12]} {answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].TrimEnd('\n')}";
    }

    internal sealed record Item(string? Name, int Price);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Item))]
    internal sealed partial class TestJson : JsonSerializerContext;
}
