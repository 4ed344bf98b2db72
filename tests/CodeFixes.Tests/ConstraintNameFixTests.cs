namespace Gatehouse.CodeFixes.Tests;

public class ConstraintNameFixTests
{
    [Theory]
    [InlineData("itn", "int")]
    [InlineData("Int", "int")]
    [InlineData("int32", "int")]
    [InlineData("lng", "long")]
    [InlineData("uuid", "guid")]
    [InlineData("guud", "guid")]
    public Task The_constraint_that_was_meant_is_taken(string before, string after) =>
        FixTest.VerifyAsync(new ConstraintNameFix(), In("x:" + before), In("x:" + after));

    [Theory]
    [InlineData("x:somethingElse")]
    [InlineData("x:")]
    [InlineData("x y")]
    public Task Where_nothing_is_like_it_there_is_no_fix(string parameter) =>
        FixTest.VerifyAsync(new ConstraintNameFix(), In(parameter), In(parameter));

    private static string In(string parameter) => $$$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            [Get("/a/{{{{parameter}}}}")] public string A(string x) => x;
            [Get("/b/{{{{parameter}}}}"), Post("/b/{{{{parameter}}}}/")] public string B(string x) => x;
        }
        """;
}
