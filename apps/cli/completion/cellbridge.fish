# Completes the command cellbridge in fish; made by "cellbridge completion fish".

# @data@

# __cellbridge_value PLACE NAME: prints what the value of an option or an argument is, if it has one.
function __cellbridge_value
    set -l found (__cellbridge_find "value $argv[1] $argv[2]")
    set -q found[1]; or set found (__cellbridge_find "value any $argv[2]")
    set -q found[1]; and printf '%s\n' $found
end

# __cellbridge_files TEXT: prints the files and folders that begin with a text, which may have quotes: those that fish suggests after
# an unknown command.
function __cellbridge_files
    complete --do-complete "'' $argv[1]" | string match --regex '^[^\t]*'
end

function __cellbridge_complete
    set -l current (commandline --current-token)
    set -l place cellbridge
    set -l arguments 0
    set -l are_options_over ''
    set -l value
    set -l prefix ''

    for word in (commandline --tokenize --cut-at-cursor --current-process)[2..-1]
        if set -q value[1]
            set value
        else if test "$are_options_over$word" = --
            set are_options_over yes
        else if string match --quiet -- '-*' "$are_options_over$word"
            set value (__cellbridge_value $place $word)
        else
            set -l next (__cellbridge_find "next $place $word")
            if set -q next[1]
                set place $next
            else
                set arguments (math $arguments + 1)
            end
        end
    end

    if not set -q value[1]
        if string match --quiet -- '--*=*' "$are_options_over$current"
            set -l parts (string split --max 1 = -- $current)
            set value (__cellbridge_value $place $parts[1])
            set prefix $parts[1]=
        else if string match --quiet -- '-*' "$are_options_over$current"
            __cellbridge_find "options $place" | string replace : \t
            __cellbridge_find 'options any' | string replace : \t
            return
        else
            set -l commands (__cellbridge_find "commands $place")
            if string match --quiet -- "$current*" $commands
                printf '%s\n' $commands | string replace : \t
                return
            end
            __cellbridge_find "aliases $place" | string replace : \t
            set value (__cellbridge_value $place (math $arguments + 1))
        end
    end
    set -l text (string replace -- "$prefix" '' $current)
    switch "$value[1]"
        case '' :text
        case :file
            __cellbridge_files "$text" | string replace --regex -- '^' "$prefix"
        case :folder
            __cellbridge_files "$text" | string match '*/' | string replace --regex -- '^' "$prefix"
        case :at-file
            # @FILE.
            if string match --quiet -- '@*' $text
                __cellbridge_files (string sub --start 2 -- $text) | string replace --regex -- '^' $prefix@
            end
        case '*'
            printf '%s\n' $prefix$value
    end
end

complete --command cellbridge --erase
complete --command cellbridge --no-files --arguments '(__cellbridge_complete)'
