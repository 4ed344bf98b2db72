using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// Takes what a reader finds wrong. The analyzers report it; the generator only asks whether there was an error, and then
/// emits nothing, so that a mistake has one message.
/// </summary>
internal sealed class Problems(Action<Diagnostic>? report = null)
{
    public bool HasErrors { get; private set; }

    /// <summary>Whether anybody hears: what can only be a warning need not be looked for otherwise.</summary>
    public bool IsHeard => report is not null;

    public void Add(DiagnosticDescriptor rule, Location? location, params object[] arguments) => Add(rule, location, properties: null, arguments);

    /// <summary>With what a code fix needs to know.</summary>
    public void Add(DiagnosticDescriptor rule, Location? location, ImmutableDictionary<string, string?>? properties, params object[] arguments)
    {
        if (rule.DefaultSeverity == DiagnosticSeverity.Error) HasErrors = true;
        report?.Invoke(Diagnostic.Create(rule, location, properties, arguments));
    }

    /// <summary>Something the compiler itself reports: nothing can be emitted, and nothing needs to be said twice.</summary>
    public void AddCompilerError() => HasErrors = true;
}
