using Gatehouse;

[GatewayApp]
public partial class Embedded
{
    [Get("/")]
    public string Index() => "Hello from code!";
}
