namespace Gatehouse.ProcessFixture;

/// <summary>A deploy that cannot start, for as long as the file that the variable names says how it fails.</summary>
internal static class FixtureDeploy
{
    public const string Variable = "FIXTURE_DEPLOY";

    public static async Task TryAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } file || !File.Exists(file)) return;
        switch (File.ReadAllText(file).Trim())
        {
            case "crash":
                Environment.FailFast("the application crashes");
                break;
            case "exit":
                Environment.Exit(9);
                break;
            case "throw":
                throw new InvalidOperationException("the application says no");
            case "never":
                await Task.Delay(Timeout.Infinite);
                break;
        }
    }
}
