namespace Gatehouse.Runtime.Tests.Load;

/// <summary>How much load a test makes: LOAD_TESTS=full is what the claims in the documentation rest on.</summary>
internal static class LoadTests
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("LOAD_TESTS") == "full";
}
