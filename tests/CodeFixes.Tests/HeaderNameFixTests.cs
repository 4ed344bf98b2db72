namespace Gatehouse.CodeFixes.Tests;

public class HeaderNameFixTests
{
    [Theory]
    [InlineData("Forwarded.For, ForHeader = \"X_Real.IP\"", "Forwarded.For, ForHeader = \"X-Real-IP\"")]
    [InlineData("Forwarded.For | Forwarded.Proto, ForHeader = \"A_B\", ProtoHeader = /* a */ \"A_C\" // b\n", "Forwarded.For | Forwarded.Proto, ForHeader = \"A-B\", ProtoHeader = /* a */ \"A-C\" // b\n")]
    [InlineData("Forwarded.For, ForHeader = \"Host\"", "Forwarded.For, ForHeader = \"X-Forwarded-For\"")]
    [InlineData("Forwarded.For | Forwarded.Proto, ProtoHeader = \"x-forwarded-for\"", "Forwarded.For | Forwarded.Proto, ProtoHeader = \"X-Forwarded-Proto\"")]
    public Task A_header_that_cannot_serve_becomes_one_that_can(string before, string after) => VerifyAsync(before, after);

    [Theory]
    [InlineData("Forwarded.For, ForHeader = Name")]
    [InlineData("Forwarded.For | Forwarded.Proto, ForHeader = \"Date\", ProtoHeader = \"X-Forwarded-For\"")]
    public Task What_is_used_elsewhere_stays(string arguments) => VerifyAsync(arguments, arguments);

    private static Task VerifyAsync(string before, string after) => FixTest.VerifyAsync(new HeaderNameFix(), Source(before), Source(after));

    private static string Source(string arguments) => $$"""
        using Gatehouse;

        [GatewayApp]
        [TrustedProxies("unix:")]
        [ForwardedHeaders({{arguments}})]
        public partial class App
        {
            internal const string Name = "X_Name";

            public void Handle() { }
        }
        """;
}
