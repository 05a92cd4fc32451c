# Completes the command cellbridge in bash 4 or later; made by "cellbridge completion bash".

# @data@

# __cellbridge_value PLACE NAME: finds what the value of an option or an argument is, if it has one.
__cellbridge_value() {
  __cellbridge_find "value $1 $2"
  [[ ${found[0]} ]] || __cellbridge_find "value any $2"
}

# __cellbridge_suggest: suggests of what was found the words that begin with what is typed.
__cellbridge_suggest() {
  local suggestion word
  for suggestion in "${found[@]}"; do
    word=$prefix${suggestion%%:*}
    [[ $word == "$current"* ]] && COMPREPLY+=("${word#"$broken_off"}")
  done
}

# __cellbridge_suggest_files PREFIX TEXT: suggests the files that begin with the text, behind a prefix.
__cellbridge_suggest_files() {
  local file
  while IFS= read -r file; do
    if [[ -d $file ]]; then
      file+=/
      compopt -o nospace
    fi
    printf -v file %q "$file"
    COMPREPLY+=("$1$file")
  done < <(compgen -f -- "$2")
}

_cellbridge() {
  local line=$COMP_LINE rest word index current broken_off prefix='' place=cellbridge arguments=0 are_options_over=''
  local words=() found=() value=() options=()
  COMPREPLY=()
  # Readline also breaks words at "=", ":" and "@": what no blank is between is one word.
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    rest=${line#"${line%%[![:space:]]*}"}
    if [[ $index -gt 0 && $rest == "$line" && $line ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    line=${rest#"$word"}
  done
  current=${words[${#words[@]} - 1]}
  broken_off=${current%"$2"}

  for word in "${words[@]:1:${#words[@]}-2}"; do
    if [[ ${value[0]} ]]; then
      value=()
    elif [[ ! $are_options_over && $word == -- ]]; then
      are_options_over=yes
    elif [[ ! $are_options_over && $word == -* ]]; then
      __cellbridge_value "$place" "$word"
      value=("${found[@]}")
    else
      __cellbridge_find "next $place $word"
      if [[ ${found[0]} ]]; then place=${found[0]}; else ((arguments += 1)); fi
    fi
  done

  if [[ ! ${value[0]} && ! $are_options_over && $current == --*=* ]]; then
    prefix=${current%%=*}=
    __cellbridge_value "$place" "${current%%=*}"
    value=("${found[@]}")
  elif [[ ! ${value[0]} && ! $are_options_over && $current == -* ]]; then
    __cellbridge_find "options $place"
    options=("${found[@]}")
    __cellbridge_find 'options any'
    found=("${options[@]}" "${found[@]}")
    __cellbridge_suggest
    return
  elif [[ ! ${value[0]} ]]; then
    __cellbridge_find "commands $place"
    __cellbridge_suggest
    if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
      __cellbridge_find "aliases $place"
      __cellbridge_suggest
    fi
    __cellbridge_value "$place" "$((arguments + 1))"
    value=("${found[@]}")
  fi
  case ${value[0]} in
    '' | :text) ;;
    :file) compopt -o default ;;
    :folder) compopt -o dirnames ;;
    # @FILE. Readline looks for one whose name begins with "@".
    :at-file) [[ $2 == @* ]] && __cellbridge_suggest_files @ "${2#@}" ;;
    *)
      found=("${value[@]}")
      __cellbridge_suggest
      ;;
  esac
}

complete -F _cellbridge cellbridge
