using Gatehouse;

[GatewayApp]
public partial class Hello
{
    [Get("/")]
    public string Index() => "Hello, World!";
}
