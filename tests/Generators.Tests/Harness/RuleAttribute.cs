namespace Gatehouse.Generators.Tests.Harness;

/// <summary>Marks a test as one in which a rule speaks, or in which it must be quiet; every rule needs both.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RuleAttribute(string id, Outcome outcome) : Attribute
{
    public string Id { get; } = id;

    public Outcome Outcome { get; } = outcome;
}

internal enum Outcome
{
    Reports,
    Quiet,
}
