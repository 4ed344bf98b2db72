using Gatehouse;

// The published nginx file comes to the app over a Unix socket, and states the client's address and scheme. Peers on that
// socket are believed, and nobody else.
[GatewayApp]
[TrustedProxies("unix:")]
public sealed partial class GatewayClass1
{
    [Get("/")]
    public string Index() => "Hello, World!";

    [Get("/hello/{name}")]
    public string Greet(string name, Request request) => $"Hello, {name}, from {request.ClientAddress}!";
}
