namespace Gatehouse.CodeFixes.Tests;

public class RouteParameterNameFixTests
{
    [Theory]
    [InlineData("[Get(\"/{itemId}\")] public string A(int id) => $\"{id}\";", "[Get(\"/{id}\")] public string A(int id) => $\"{id}\";")]
    [InlineData("[Get(\"/{naem}/x\")] public string A(string name) => name;", "[Get(\"/{name}/x\")] public string A(string name) => name;")]
    [InlineData("[Get(\"/{ID:int}\")] public string A(Request request, int id) => \"\";", "[Get(\"/{id:int}\")] public string A(Request request, int id) => \"\";")]
    [InlineData(
        "[Get(\"/{usr}/{pst}\")] public string A(string post, string user) => post;",
        "[Get(\"/{user}/{post}\")] public string A(string post, string user) => post;")]
    [InlineData(
        "[Get(\"/a/{nam}\"), Post(\"/b/{nme}\")] public string A(string name) => name;",
        "[Get(\"/a/{name}\"), Post(\"/b/{name}\")] public string A(string name) => name;")]
    [InlineData(
        "[Get(\"/a/{nam}\")] public string A(string name) => name; [Get(\"/b/{nme}\")] public string B(string name) => name;",
        "[Get(\"/a/{name}\")] public string A(string name) => name; [Get(\"/b/{name}\")] public string B(string name) => name;")]
    public Task The_template_takes_the_name_of_the_handlers_parameter(string before, string after) =>
        FixTest.VerifyAsync(new RouteParameterNameFix(), In(before), In(after));

    [Theory]
    [InlineData("[Get(\"/{x}\")] public string A() => \"\";")]
    [InlineData("[Get(\"/{requets}\")] public string A(Request request) => \"\";")]
    [InlineData("[Get(\"/{colour}/{id}\")] public string A(int id) => \"\";")]
    [InlineData("private const string T = \"/{nam}\"; [Get(T)] public string A(string name) => name;")]
    public Task Where_no_name_is_like_it_there_is_no_fix(string source) => FixTest.VerifyAsync(new RouteParameterNameFix(), In(source), In(source));

    private static string In(string members) => $$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            {{members}}
        }
        """;
}
