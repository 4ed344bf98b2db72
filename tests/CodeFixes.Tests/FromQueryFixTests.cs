namespace Gatehouse.CodeFixes.Tests;

public class FromQueryFixTests
{
    [Theory]
    [InlineData("[Get(\"/\")] public string A(int page) => \"\";", "[Get(\"/\")] public string A([FromQuery] int page) => \"\";")]
    [InlineData(
        "[Get(\"/{id}\"), Post(\"/x/{id}\")] public string A(Request request, /* which */ string @class, int id) => \"\";",
        "[Get(\"/{id}\"), Post(\"/x/{id}\")] public string A(Request request, /* which */ [FromQuery] string @class, int id) => \"\";")]
    [InlineData(
        "[Get(\"/a\")] public string A(int page, string? sort = null) => \"\"; [Get(\"/b\")] public string B(int page) => \"\";",
        "[Get(\"/a\")] public string A([FromQuery] int page, [FromQuery] string? sort = null) => \"\"; [Get(\"/b\")] public string B([FromQuery] int page) => \"\";")]
    public Task What_no_template_names_is_taken_from_the_query(string before, string after) =>
        FixTest.VerifyAsync(new FromQueryFix(), In("using Gatehouse;", before), In("using Gatehouse;", after));

    [Fact]
    public Task The_attribute_is_named_in_full_where_its_namespace_is_not_used() => FixTest.VerifyAsync(
        new FromQueryFix(),
        In("", "[Gatehouse.Get(\"/\")] public string A(int page) => \"\";"),
        In("", "[Gatehouse.Get(\"/\")] public string A([Gatehouse.FromQuery] int page) => \"\";"));

    [Fact]
    public async Task What_another_template_of_the_handler_names_stays()
    {
        string source = In("using Gatehouse;", "[Get(\"/{id}\"), Post(\"/\")] public string A(int id) => \"\";");
        await FixTest.VerifyAsync(new FromQueryFix(), source, source);
    }

    private static string In(string usings, string members) => $$"""
        {{usings}}

        [Gatehouse.GatewayApp]
        public partial class App
        {
            {{members}}
        }
        """;
}
