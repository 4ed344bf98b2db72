using Gatehouse.Generators.Tests.Harness;

namespace Gatehouse.Generators.Tests.Analyzers;

public class WebSocketRulesTests
{
    [Theory]
    [Rule("GH0401", Outcome.Reports)]
    [InlineData("public Task {|GH0401:Chat|}() => null!;", "'Chat' must take one GatewayWebSocket; it takes none")]
    [InlineData("public Task {|GH0401:Chat|}(Request request) => null!;", "'Chat' must take one GatewayWebSocket; it takes none")]
    [InlineData("public Task {|GH0401:Chat|}(GatewayWebSocket a, GatewayWebSocket b) => null!;", "'Chat' must take one GatewayWebSocket; it takes more")]
    [Rule("GH0402", Outcome.Reports)]
    [InlineData("public {|GH0402:void|} Chat(GatewayWebSocket socket) { }", "'Chat' cannot return 'void': the connection is open until its Task or ValueTask is done")]
    [InlineData("public {|GH0402:Task<string>|} Chat(GatewayWebSocket socket) => null!;", "'Chat' cannot return 'Task<string>': the connection is open until its Task or ValueTask is done")]
    [InlineData("public {|GH0402:int|} Chat(GatewayWebSocket socket) => 1;", "'Chat' cannot return 'int': the connection is open until its Task or ValueTask is done")]
    [InlineData("public async {|GH0203:void|} Chat(GatewayWebSocket socket) => await Task.Yield();", "'Chat' is async void, so that nobody can wait for its answer")]
    [InlineData("public Task Chat(GatewayWebSocket socket, {|GH0202:Response|} response) => null!;", "A handler cannot take 'Response': a WebSocket has no response: its request is answered before the handler runs")]
    public async Task A_signature_that_cannot_serve_a_socket(string handler, string message) =>
        Assert.Equal([message], await VerifyAsync("[WebSocket(\"/chat\")] " + handler));

    [Theory]
    [Rule("GH0403", Outcome.Reports)]
    [InlineData("[WebSocket(\"/chat\"), {|GH0403:Get(\"/chat\")|}]", "'Chat' serves a WebSocket and cannot answer GET as well")]
    [InlineData("[{|GH0403:Post(\"/other\")|}] [WebSocket(\"/chat\")]", "'Chat' serves a WebSocket and cannot answer POST as well")]
    public async Task A_handler_of_both_kinds(string attributes, string message) =>
        Assert.Equal([message], await VerifyAsync(attributes + " public Task Chat(GatewayWebSocket socket) => null!;"));

    [Theory]
    [Rule("GH0404", Outcome.Reports)]
    [InlineData("Origins = {|GH0404:new[] { \"app.example\" }|}", "'app.example' is not an origin as browsers send it, such as https://app.example.org")]
    [InlineData("Origins = {|GH0404:new[] { \"https://app.example/\" }|}", "'https://app.example/' is not an origin as browsers send it, such as https://app.example.org")]
    [InlineData("Origins = {|GH0404:new[] { \"https://*.example\" }|}", "'https://*.example' is not an origin as browsers send it, such as https://app.example.org")]
    [InlineData("Origins = {|GH0404:new[] { \"https://\" }|}", "'https://' is not an origin as browsers send it, such as https://app.example.org")]
    [InlineData("Origins = {|GH0404:new string[] { null! }|}", "'' is not an origin as browsers send it, such as https://app.example.org")]
    [InlineData("Subprotocols = {|GH0404:new[] { \"my chat\" }|}", "'my chat' cannot name a subprotocol, which is a token (RFC 6455 section 11.3.4)")]
    [InlineData("Subprotocols = {|GH0404:new[] { \"\" }|}", "'' cannot name a subprotocol, which is a token (RFC 6455 section 11.3.4)")]
    [InlineData("Subprotocols = {|GH0404:new[] { \"a\", \"a\" }|}", "the subprotocol 'a' stands in it twice")]
    [InlineData("MaxMessageBytes = {|GH0404:0|}", "a message needs at least one byte")]
    [InlineData("PingInterval = {|GH0404:-1|}", "-1 is not a number of seconds from 0 to a day")]
    [InlineData("PingTimeout = {|GH0404:double.NaN|}", "NaN is not a number of seconds from 0 to a day")]
    [InlineData("PingTimeout = {|GH0404:86401|}", "86401 is not a number of seconds from 0 to a day")]
    public async Task A_value_that_means_nothing(string argument, string message) => Assert.Equal(
        ["The declaration is not valid: " + message],
        await VerifyAsync($"[WebSocket(\"/chat\", {argument})] public Task Chat(GatewayWebSocket socket) => null!;"));

    [Fact]
    public async Task A_socket_where_there_is_none() => Assert.Equal(
        ["A handler cannot take 'GatewayWebSocket': only the handler of a WebSocket route has one"],
        await VerifyAsync("[Get(\"/\")] public Task Index({|GH0202:GatewayWebSocket|} socket) => null!;"));

    [Fact]
    public async Task A_path_that_a_request_has_already() => Assert.Equal(
        ["'GET /chat' is already answered by 'Index'"],
        await VerifyAsync("[Get(\"/chat\")] public string Index() => \"\"; [WebSocket({|GH0102:\"/chat\"|})] public Task Chat(GatewayWebSocket socket) => null!;"));

    [Theory]
    [Rule("GH0401", Outcome.Quiet)]
    [Rule("GH0402", Outcome.Quiet)]
    [Rule("GH0403", Outcome.Quiet)]
    [Rule("GH0404", Outcome.Quiet)]
    [InlineData("[WebSocket(\"/chat\")] public Task Chat(GatewayWebSocket socket) => null!;")]
    [InlineData("[WebSocket(\"/a/{room}/{id:int}\")] [WebSocket(\"/b/{room}/{id:int}\")] private static async ValueTask Chat(string room, int id, Request request, CancellationToken gone, GatewayWebSocket socket) => await Task.Yield();")]
    [InlineData("[WebSocket(\"/chat\", Subprotocols = new[] { \"v1.chat\", \"v2.chat\" }, Origins = new[] { \"https://a.example\", \"http://[::1]:80\", \"null\", \"*\" }, MaxMessageBytes = 1, Compression = true, PingInterval = 0, PingTimeout = 0.5)] public Task Chat(GatewayWebSocket socket) => null!;")]
    [InlineData("[WebSocket(\"/chat\", Subprotocols = null, Origins = new string[0])] public Task Chat(GatewayWebSocket socket) => null!; [Post(\"/chat\")] public string Say() => \"\";")]
    public async Task Good_sockets(string handlers) => await VerifyAsync(handlers);

    private static Task<IReadOnlyList<string>> VerifyAsync(string members) => AnalyzerTest.VerifyAsync($$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            {{members}}
        }
        """);
}
