namespace Gatehouse.CodeFixes.Tests;

public class HookNameFixTests
{
    [Fact]
    public Task A_method_takes_the_name_of_the_hook() => FixTest.VerifyAsync(
        new HookNameFix(), In("when_ready", "OnExitting"), In("OnReady", "OnExiting"));

    [Fact]
    public Task A_hook_that_is_there_stays_the_only_one() => FixTest.VerifyAsync(
        new HookNameFix(), In("when_ready", "OnReady"), In("when_ready", "OnReady"));

    [Fact]
    public Task What_is_meant_for_the_app_is_left() => FixTest.VerifyAsync(
        new HookNameFix(), In("post_fork", "OnReady"), In("post_fork", "OnReady"));

    private static string In(string first, string second) => $$"""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            [Get("/")] public string A() => "";
        }

        [GatewayHooks]
        internal static class Hooks
        {
            internal static void {{first}}(MasterContext context) { }
            internal static void {{second}}(MasterContext context) { }
        }
        """;
}
