namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>
/// Says which rule of an RFC a test shows to be kept. docs/http-conformance.md is written from these, so that its rows cannot say
/// more than the tests do.
/// </summary>
/// <param name="rfc">Number of the RFC, such as <c>9112</c>.</param>
/// <param name="section">Section, such as <c>3.2</c>.</param>
/// <param name="rule">The rule, with its MUST or SHOULD where the RFC has one.</param>
/// <param name="answer">What the server does: a status, or a few words.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ConformsAttribute(string rfc, string section, string rule, string answer) : Attribute
{
    public string Rfc { get; } = rfc;

    public string Section { get; } = section;

    public string Rule { get; } = rule;

    public string Answer { get; } = answer;
}
