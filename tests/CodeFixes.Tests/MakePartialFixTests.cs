namespace Gatehouse.CodeFixes.Tests;

public class MakePartialFixTests
{
    [Theory]
    [InlineData("public sealed class App", "public sealed partial class App")]
    [InlineData("class App", "partial class App")]
    [InlineData("// why\ninternal /* ! */ class App", "// why\ninternal /* ! */ partial class App")]
    [InlineData("/* first */ class App", "/* first */ partial class App")]
    [InlineData("public record App", "public partial record App")]
    public Task The_modifier_is_added(string before, string after) => FixTest.VerifyAsync(
        new MakePartialFix(), $$"""
        [Gatehouse.GatewayApp]
        {{before}}
        {
            public string Handle() => "";
        }
        """, $$"""
        [Gatehouse.GatewayApp]
        {{after}}
        {
            public string Handle() => "";
        }
        """);
}
