namespace Gatehouse.CodeFixes.Tests;

public class AsyncTaskFixTests
{
    [Theory]
    [InlineData("using System.Threading.Tasks;", "Task")]
    [InlineData("namespace Task;", "System.Threading.Tasks.Task")]
    public Task The_handler_returns_a_task(string head, string task) => FixTest.VerifyAsync(
        new AsyncTaskFix(), In(head, "void"), In(head, task));

    private static string In(string head, string type) => $$"""
        {{head}}

        [Gatehouse.GatewayApp]
        public partial class App
        {
            [Gatehouse.Get("/a")] public async /* later */ {{type}} A() => await System.Threading.Tasks.Task.Yield();

            [Gatehouse.Get("/b")] public static async {{type}} B(Gatehouse.Response response)
            {
                if (response.Status != 200) return;
                await System.Threading.Tasks.Task.Yield();
            }
        }
        """;
}
